/** The contents page of the web app: every address, who may see it, and the page behind it, loaded when needed. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { parseFilters } from './features/coach-search/filters.ts'
import { Shell } from './features/shell/shell.tsx'
import { admin, coach, guest, safeNext, signedIn } from './guards.ts'
import { NotFoundPage, PendingPage, RouteErrorPage } from './pages/route-states.tsx'

const root = createRootRoute({ component: Outlet, notFoundComponent: NoSuchAddress })
/** Pages with header and footer. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  notFoundComponent: NotFoundPage,
})

/** Pages of the staff, beside the way to all of them. */
const staff = createRoute({
  getParentRoute: () => shell,
  id: 'staff',
  beforeLoad: admin,
  component: lazyRouteComponent(() => import('./features/admin-desk/admin-desk.tsx'), 'AdminDesk'),
})

const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : undefined)
const flag = (value: unknown) => (value ? (1 as const) : undefined)
const role = (value: unknown) => (value === 'coach' ? ('coach' as const) : undefined)
/** A chosen slot in the address, so that it survives a reload. */
const chosenSlot = (search: Record<string, unknown>) => ({ offer: text(search.offer), at: text(search.at) })

const routeTree = root.addChildren([
  shell.addChildren([
    createRoute({
      getParentRoute: () => shell,
      path: '/',
      component: lazyRouteComponent(() => import('./pages/landing.tsx'), 'LandingPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/coaches',
      validateSearch: parseFilters,
      component: lazyRouteComponent(() => import('./pages/search.tsx'), 'SearchPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/coaches/$id',
      validateSearch: chosenSlot,
      component: lazyRouteComponent(() => import('./pages/public-coach.tsx'), 'PublicCoachPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/coaches/$id/series',
      beforeLoad: signedIn,
      validateSearch: chosenSlot,
      component: lazyRouteComponent(() => import('./pages/series-plan.tsx'), 'SeriesPlanPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/series/$id',
      beforeLoad: signedIn,
      component: lazyRouteComponent(() => import('./pages/series.tsx'), 'SeriesPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/series/$id/checkout',
      beforeLoad: signedIn,
      validateSearch: (search: Record<string, unknown>) => ({ return: flag(search.return) }),
      component: lazyRouteComponent(() => import('./pages/series-checkout.tsx'), 'SeriesCheckoutPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/login',
      beforeLoad: guest,
      validateSearch: (search: Record<string, unknown>) => ({ next: safeNext(search.next) }),
      component: lazyRouteComponent(() => import('./pages/log-in.tsx'), 'LogInPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/signup',
      beforeLoad: guest,
      validateSearch: (search: Record<string, unknown>) => ({ next: safeNext(search.next), role: role(search.role) }),
      component: lazyRouteComponent(() => import('./pages/sign-up.tsx'), 'SignUpPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/forgot-password',
      component: lazyRouteComponent(() => import('./pages/forgot-password.tsx'), 'ForgotPasswordPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/reset-password',
      validateSearch: (search: Record<string, unknown>) => ({ token: text(search.token) }),
      component: lazyRouteComponent(() => import('./pages/reset-password.tsx'), 'ResetPasswordPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/confirm-email',
      validateSearch: (search: Record<string, unknown>) => ({ token: text(search.token) }),
      component: lazyRouteComponent(() => import('./pages/confirm-email.tsx'), 'ConfirmEmailPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/guardian-consent',
      validateSearch: (search: Record<string, unknown>) => ({ token: text(search.token) }),
      component: lazyRouteComponent(() => import('./pages/guardian-consent.tsx'), 'GuardianConsentPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/bookings',
      beforeLoad: signedIn,
      validateSearch: (search: Record<string, unknown>) => ({
        when: search.when === 'past' ? ('past' as const) : undefined,
      }),
      component: lazyRouteComponent(() => import('./pages/my-sessions.tsx'), 'MySessionsPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/bookings/$id',
      beforeLoad: signedIn,
      component: lazyRouteComponent(() => import('./pages/session.tsx'), 'SessionPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/bookings/$id/dispute',
      beforeLoad: signedIn,
      component: lazyRouteComponent(() => import('./pages/dispute.tsx'), 'DisputePage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/bookings/$id/checkout',
      beforeLoad: signedIn,
      validateSearch: (search: Record<string, unknown>) => ({ return: flag(search.return) }),
      component: lazyRouteComponent(() => import('./pages/checkout.tsx'), 'CheckoutPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/bookings/$id/confirmed',
      beforeLoad: signedIn,
      component: lazyRouteComponent(() => import('./pages/confirmed.tsx'), 'ConfirmedPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/bookings/$id/lobby',
      beforeLoad: signedIn,
      component: lazyRouteComponent(() => import('./pages/lobby.tsx'), 'LobbyPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/packages',
      beforeLoad: signedIn,
      validateSearch: (search: Record<string, unknown>) => ({ as: role(search.as) }),
      component: lazyRouteComponent(() => import('./pages/packages.tsx'), 'PackagesPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/packages/$id',
      beforeLoad: signedIn,
      component: lazyRouteComponent(() => import('./pages/package.tsx'), 'PackagePage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/packages/$id/checkout',
      beforeLoad: signedIn,
      validateSearch: (search: Record<string, unknown>) => ({ return: flag(search.return) }),
      component: lazyRouteComponent(() => import('./pages/package-checkout.tsx'), 'PackageCheckoutPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/payments',
      beforeLoad: signedIn,
      component: lazyRouteComponent(() => import('./pages/payments.tsx'), 'PaymentsPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/payments/$id/receipt',
      beforeLoad: signedIn,
      component: lazyRouteComponent(() => import('./pages/receipt.tsx'), 'ReceiptPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/gift-cards',
      component: lazyRouteComponent(() => import('./pages/gift-cards.tsx'), 'GiftCardsPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/gift-cards/redeem',
      component: lazyRouteComponent(() => import('./pages/redeem-gift-card.tsx'), 'RedeemGiftCardPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/gift-cards/$id',
      beforeLoad: signedIn,
      component: lazyRouteComponent(() => import('./pages/gift-card.tsx'), 'GiftCardPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/gift-cards/$id/checkout',
      beforeLoad: signedIn,
      validateSearch: (search: Record<string, unknown>) => ({ return: flag(search.return) }),
      component: lazyRouteComponent(() => import('./pages/gift-card-checkout.tsx'), 'GiftCardCheckoutPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/documents/$id',
      beforeLoad: signedIn,
      component: lazyRouteComponent(() => import('./pages/document.tsx'), 'DocumentPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/notifications',
      beforeLoad: signedIn,
      component: lazyRouteComponent(() => import('./pages/notifications.tsx'), 'NotificationsPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/settings',
      beforeLoad: signedIn,
      component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'SettingsPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/coach',
      beforeLoad: coach,
      component: lazyRouteComponent(() => import('./pages/coach-dashboard.tsx'), 'CoachDashboardPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/coach/onboarding',
      beforeLoad: signedIn,
      component: lazyRouteComponent(() => import('./pages/coach-onboarding.tsx'), 'CoachOnboardingPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/coach/profile',
      beforeLoad: coach,
      component: lazyRouteComponent(() => import('./pages/coach-profile.tsx'), 'CoachProfilePage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/coach/hours',
      beforeLoad: coach,
      component: lazyRouteComponent(() => import('./pages/coach-hours.tsx'), 'CoachHoursPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/coach/offers',
      beforeLoad: coach,
      component: lazyRouteComponent(() => import('./pages/coach-offers.tsx'), 'CoachOffersPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/coach/offers/$id/dates',
      beforeLoad: coach,
      component: lazyRouteComponent(() => import('./pages/group-dates.tsx'), 'GroupDatesPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/coach/promo-codes',
      beforeLoad: coach,
      component: lazyRouteComponent(() => import('./pages/coach-promo-codes.tsx'), 'CoachPromoCodesPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/coach/earnings',
      beforeLoad: coach,
      component: lazyRouteComponent(() => import('./pages/coach-earnings.tsx'), 'CoachEarningsPage'),
    }),
    createRoute({
      getParentRoute: () => shell,
      path: '/coach/invoices',
      beforeLoad: coach,
      component: lazyRouteComponent(() => import('./pages/coach-invoices.tsx'), 'CoachInvoicesPage'),
    }),
    staff.addChildren([
      createRoute({
        getParentRoute: () => staff,
        path: '/admin',
        component: lazyRouteComponent(() => import('./pages/admin-overview.tsx'), 'AdminOverviewPage'),
      }),
      createRoute({
        getParentRoute: () => staff,
        path: '/admin/verifications',
        component: lazyRouteComponent(() => import('./pages/admin-verifications.tsx'), 'AdminVerificationsPage'),
      }),
      createRoute({
        getParentRoute: () => staff,
        path: '/admin/disputes',
        component: lazyRouteComponent(() => import('./pages/admin-disputes.tsx'), 'AdminDisputesPage'),
      }),
      createRoute({
        getParentRoute: () => staff,
        path: '/admin/disputes/$id',
        component: lazyRouteComponent(() => import('./pages/admin-dispute.tsx'), 'AdminDisputePage'),
      }),
      createRoute({
        getParentRoute: () => staff,
        path: '/admin/money',
        component: lazyRouteComponent(() => import('./pages/admin-money.tsx'), 'AdminMoneyPage'),
      }),
      createRoute({
        getParentRoute: () => staff,
        path: '/admin/documents',
        component: lazyRouteComponent(() => import('./pages/admin-documents.tsx'), 'AdminDocumentsPage'),
      }),
      createRoute({
        getParentRoute: () => staff,
        path: '/admin/gift-cards',
        component: lazyRouteComponent(() => import('./pages/admin-gift-cards.tsx'), 'AdminGiftCardsPage'),
      }),
      createRoute({
        getParentRoute: () => staff,
        path: '/admin/promo-codes',
        component: lazyRouteComponent(() => import('./pages/admin-promo-codes.tsx'), 'AdminPromoCodesPage'),
      }),
      createRoute({
        getParentRoute: () => staff,
        path: '/admin/statements',
        component: lazyRouteComponent(() => import('./pages/admin-statements.tsx'), 'AdminStatementsPage'),
      }),
      createRoute({
        getParentRoute: () => staff,
        path: '/admin/policy',
        component: lazyRouteComponent(() => import('./pages/admin-policy.tsx'), 'AdminPolicyPage'),
      }),
    ]),
  ]),
  /** The room has the whole screen. */
  createRoute({
    getParentRoute: () => root,
    path: '/bookings/$id/room',
    beforeLoad: signedIn,
    component: lazyRouteComponent(() => import('./pages/room.tsx'), 'RoomPage'),
  }),
])

/** An address that no route has still gets header and footer. */
function NoSuchAddress() {
  return (
    <Shell>
      <NotFoundPage />
    </Shell>
  )
}

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPendingMs: 300,
  defaultPendingComponent: PendingPage,
  defaultErrorComponent: RouteErrorPage,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
